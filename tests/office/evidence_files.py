"""Files of every kind, made up here: none is anybody's."""

import io
import zipfile


def packed(*parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for part in parts:
            package.writestr(
                zipfile.ZipInfo(part), "<x/>"
            )  # no time in it: every process makes the same bytes
    return out.getvalue()


PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\0" * 32
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + b"\0" * 32
DOCX = packed("[Content_Types].xml", "word/document.xml")
XLSX = packed("[Content_Types].xml", "xl/workbook.xml")
PPTX = packed("[Content_Types].xml", "ppt/presentation.xml")
OFD = packed("OFD.xml", "Doc_0/Document.xml")
DOCM = packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
