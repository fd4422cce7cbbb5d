"""The press: sets what the core has written as PDF (Typst) and as a workbook (XlsxWriter).

It knows the core alone. No sentence is written here. User text goes in as data: never as markup, never as a
formula."""
