"""The privacy statement (Art. 13 and 14): a reading of the data map in bokmål or English. No file, no clock, no markup."""

from .model import (
    Block,
    Bullets,
    Details,
    Fact,
    Facts,
    Heading,
    Link,
    Note,
    Prose,
    Row,
    Run,
    Section,
    Sentence,
    Statement,
    Table,
    runs,
    sentences_of,
)
from .whole import statement

__all__ = [
    "Block",
    "Bullets",
    "Details",
    "Fact",
    "Facts",
    "Heading",
    "Link",
    "Note",
    "Prose",
    "Row",
    "Run",
    "Section",
    "Sentence",
    "Statement",
    "Table",
    "runs",
    "sentences_of",
    "statement",
]
