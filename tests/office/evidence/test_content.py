import io

import pytest
from evidence_files import DOCM, DOCX, JPEG, OFD, PDF, PNG, PPTX, XLSX, packed

from zhaoshang.office.evidence import content


@pytest.mark.parametrize(
    ("held", "extension"),
    [(PDF, "pdf"), (PNG, "png"), (JPEG, "jpg"), (DOCX, "docx"), (XLSX, "xlsx"), (PPTX, "pptx"), (OFD, "ofd")],
)
def test_a_file_is_what_it_holds(held, extension):
    file = io.BytesIO(held)
    assert content.format_of(file).extension == extension
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("held", "why"),
    [
        (b"MZ\x90\0" + b"\0" * 60, "a program"),
        (b"<html><script>alert(1)</script>", "a page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "a drawing with a script"),
        (b"#!/bin/sh\nrm -rf /", "a script"),
        (packed("a.txt"), "a plain archive"),
        (DOCM, "a document with a macro"),
        (packed("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"), "two documents in one"),
        (packed("word/document.xml"), "half a document"),
        (DOCX[:40], "a document cut short"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old Word document"),
        (b"GIF89a" + b"\0" * 32, "a picture of another kind"),
        (b" %PDF-1.7", "not quite a PDF"),
        (b"", "nothing"),
    ],
)
def test_anything_else_is_not_accepted(held, why):
    assert content.format_of(io.BytesIO(held)) is None, why


@pytest.mark.parametrize(
    ("called", "form", "name"),
    [
        ("签约合同.pdf", content.PDF, "签约合同.pdf"),
        ("现场.JPEG", content.JPEG, "现场.JPEG"),
        ("合同.pdf.exe", content.PDF, "合同.pdf.exe.pdf"),
        ("合同.docx", content.PDF, "合同.pdf"),
        ("../../etc/passwd", content.PDF, "passwd.pdf"),
        ("C:\\桌面\\合同.pdf", content.PDF, "合同.pdf"),
        ("合\r\n同\u202e.pdf", content.PDF, "合同.pdf"),
        ("", content.PNG, "file.png"),
        ("长" * 300 + ".pdf", content.PDF, "长" * 196 + ".pdf"),
        ("2026.3.5签约", content.PDF, "2026.3.5签约.pdf"),
    ],
)
def test_its_name_says_what_it_is_and_nothing_more(called, form, name):
    assert content.proper_name(called, form) == name
