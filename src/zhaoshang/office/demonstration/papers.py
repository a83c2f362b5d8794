"""Small files that prove nothing, to stand where evidence stands: a page of PDF and a picture."""

from __future__ import annotations

import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile


def paper(title: str, words: str) -> SimpleUploadedFile:
    """A PDF of one page that says in English that it is invented, named in Chinese."""
    said = f"Invented for demonstration: {words}".encode("ascii", "replace").decode()
    text = f"BT /F1 14 Tf 60 760 Td ({said}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in places)
    out += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return SimpleUploadedFile(f"{title}.pdf", out, "application/pdf")


def picture(title: str, shade: int) -> SimpleUploadedFile:
    """A PNG of 120 by 80 in one colour, with a darker foot."""
    rows = b"".join(
        b"\0" + bytes((shade, 170, 200)) * 120 if y < 56 else b"\0" + bytes((shade // 2, 110, 80)) * 120
        for y in range(80)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    out = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 120, 80, 8, 2, 0, 0, 0))
    out += chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return SimpleUploadedFile(f"{title}.png", out, "image/png")
