"""The file that a backup is: a tar.gz whose last two members say what is in the others, and that they are whole.

Knows files and digests; nothing of databases.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import tarfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any

from zhaoshang.office.operating.setting_up import cannot
from zhaoshang.problems import ProblemsFound, Words

FORMAT = 1
MANIFEST, SIGNATURE = "manifest.json", "manifest.signature"
_CHUNK = 1024 * 1024


class _Hashing:
    """Reads from a file and knows the digest of what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Some more of the file."""
        chunk = self.file.read(size)
        self.digest.update(chunk)
        return chunk


@dataclass
class Writer:
    """Writes an archive under another name until it is whole."""

    target: Path
    key: str
    members: list[dict[str, Any]] = field(default_factory=list)

    def __enter__(self) -> Writer:
        self.unfinished = self.target.with_name(self.target.name + ".part")
        self.unfinished.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.unfinished.touch(mode=0o600)
        self.tar = tarfile.open(self.unfinished, "w:gz", compresslevel=3)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.tar.close()
        if kind is None:
            self.unfinished.replace(self.target)
        else:
            self.unfinished.unlink(missing_ok=True)

    def add(self, name: str, file: Path) -> None:
        """Put a file in."""
        with file.open("rb") as opened:
            size = opened.seek(0, io.SEEK_END)
            opened.seek(0)
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime, entry.mode = size, int(file.stat().st_mtime), 0o600
            reading = _Hashing(opened)
            self.tar.addfile(entry, reading)  # type: ignore[arg-type]
        self.members.append({"name": name, "size": size, "sha256": reading.digest.hexdigest()})

    def finish(self, told: Mapping[str, Any]) -> None:
        """Put in what there is to say about it, signed."""
        said = {"format": FORMAT, **told, "key": fingerprint(self.key), "members": self.members}
        manifest = json.dumps(said, ensure_ascii=False, indent=1).encode()
        for name, content in ((MANIFEST, manifest), (SIGNATURE, signature(manifest, self.key).encode())):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o600
            self.tar.addfile(entry, io.BytesIO(content))


def fingerprint(key: str) -> str:
    """What tells one secret key from another without telling the key."""
    return hmac.new(key.encode(), b"zhaoshang backup key", hashlib.sha256).hexdigest()[:16]


def signature(manifest: bytes, key: str) -> str:
    """HMAC-SHA-256 of a manifest under the office's secret key."""
    return hmac.new(key.encode(), b"zhaoshang backup\n" + manifest, hashlib.sha256).hexdigest()


def unpack(file: Path, into: Path | None, key: str, *, any_key: bool) -> dict[str, Any]:
    """Read an archive through, and, where a folder is given, lay its files there; gives what it says of itself.

    Raises ProblemsFound where a file in it is not what it was, where one is missing or too many, or where it was
    not made under this secret key (unless any will do)."""
    found: dict[str, tuple[int, str]] = {}
    manifest, signed = b"", ""
    try:
        with tarfile.open(file, "r:gz") as tar:
            for entry in tar:
                opened = tar.extractfile(entry) if entry.isreg() and _is_plain(entry.name) else None
                if opened is None or entry.name in found:
                    raise _broken(file, entry.name)
                if entry.name == MANIFEST:
                    manifest = opened.read()
                elif entry.name == SIGNATURE:
                    signed = opened.read().decode("ascii", "replace")
                else:
                    found[entry.name] = (
                        entry.size,
                        _lay(opened, None if into is None else into / entry.name),
                    )
    except FileNotFoundError:
        raise
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise _broken(file, str(error)) from None
    return _checked(file, manifest, signed, found, key, any_key)


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _lay(opened: IO[bytes], at: Path | None) -> str:
    digest = hashlib.sha256()
    out = None
    if at is not None:
        at.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        at.touch(mode=0o600)
        out = at.open("wb")
    try:
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
            if out is not None:
                out.write(chunk)
    finally:
        if out is not None:
            out.close()
    return digest.hexdigest()


def _checked(
    file: Path, manifest: bytes, signed: str, found: dict[str, tuple[int, str]], key: str, any_key: bool
) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(manifest)
        members = {m["name"]: (m["size"], m["sha256"]) for m in told["members"]}
    except (ValueError, KeyError, TypeError):
        raise _broken(file, MANIFEST) from None
    if told.get("format") != FORMAT:
        raise cannot(
            "backup.format", "这个备份是更新版本的软件做的", "this backup was made by a newer version", file.name,
            Words("先升级软件再恢复", "upgrade first, then restore"),
        )  # fmt: skip
    for name in sorted({*members, *found}):
        if members.get(name) != found.get(name):
            raise _broken(file, name)
    same_key = told.get("key") == fingerprint(key)
    if same_key and not hmac.compare_digest(signature(manifest, key), signed):
        raise _broken(file, SIGNATURE)
    if not same_key and not any_key:
        raise cannot(
            "backup.key", "这个备份不是在现在的 OFFICE_SECRET_KEY 下做的",
            "this backup was not made under the present OFFICE_SECRET_KEY", file.name,
            Words(
                "把备份时的密钥设回来；若已遗失，加 --with-another-key，之后所有人须重新绑定动态口令",
                "set the key it was made under; if that is lost, add --with-another-key, after which everybody "
                "must enrol their second factor anew",
            ),
        )  # fmt: skip
    return told


def _broken(file: Path, text: str) -> ProblemsFound:
    return cannot(
        "backup.broken", "备份文件不完整或被改动过", "the backup is damaged or was changed", f"{file.name}: {text}",
        Words("换一份备份", "use another backup"),
    )  # fmt: skip
