"""Reads a table, and says as JSON which cells it has: of a .csv file as Python's csv module has them, of a .fods file as
LibreOffice Calc does, where each is [TYPE, TEXT, FORMULA or null]; TYPE as OpenDocument 1.3, 19.387 names it.
"""

import csv
import json
import sys
import xml.etree.ElementTree as xml

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def text(element):
    """What stands in it, with the blanks that have an element of their own."""
    if element.tag == TEXT + "s":
        own = " " * int(element.get(TEXT + "c", "1"))
    else:
        own = {TEXT + "tab": "\t", TEXT + "line-break": "\n"}.get(element.tag, element.text or "")
    return own + "".join(text(child) + (child.tail or "") for child in element)


def cell(element):
    lines = [text(line) for line in element.findall(TEXT + "p")]
    kind = element.get(OFFICE + "value-type", "nothing")
    return [kind, "\n".join(lines), element.get(TABLE + "formula")]


def row(element):
    cells = []
    for found in element.findall(TABLE + "table-cell"):
        cells += [cell(found)] * int(found.get(TABLE + "number-columns-repeated", "1"))
    return cells


def sheet(path):
    rows = []
    for found in xml.parse(path).iter(TABLE + "table-row"):
        rows += [row(found)] * int(found.get(TABLE + "number-rows-repeated", "1"))
    return rows


def table(path):
    csv.field_size_limit(sys.maxsize)
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file, strict=True))


path = sys.argv[1]
print(json.dumps(sheet(path) if path.endswith(".fods") else table(path)))
