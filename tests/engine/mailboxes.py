"""The gifts company with a mailbox among its systems, to which people write."""

from __future__ import annotations

from .worlds import text_of

ADDRESS = "personvern@merkevarden.example"
POST = """
  post:
    title: {nb: postkassen, en: the mailbox}
    connect: {kind: imap, url: "${POST_URL}"}
    run_by: fagerlia
    backup: {kept: 30 days, restore_tested_on: 2026-10-30}
    encrypted: true
    encryption_reason: Hos leverandør.
    collections:
      letters:
        title: {nb: e-post til personvern, en: mail about privacy}
        mailbox: {folder: INBOX, ours: [merkevarden.example], requests: all, address: personvern@merkevarden.example}
        key: [folder, uidvalidity, uid, place]
        about: {kind: contact}
        identity: {email: {column: person, normal: email, stored: person}}
        when_due: ask
        fields:
          - {columns: [person, person_name, from, sender, reply_to, to, cc, bcc], category: contact_details, source: [person]}
          - {columns: [subject, message], category: enquiry, source: [person], may_name_others: true}
          - columns: [folder, uidvalidity, uid, place, message_id, role, alone, received, sent, size, flags]
            category: none
            why: key, clocks and counts
"""

EVENT = """
  letter_came:
    of: post.letters
    title: {nb: brevet kom, en: the letter came}
    column: received
"""
KEEP = """    keep:
      - in: [post.letters]
        title: {nb: e-post om personvern, en: mail about privacy}
        categories: [contact_details, enquiry]
        after: letter_came
        period: 1 year
"""


def with_mailbox() -> str:
    """The company's file, with a mailbox among its systems."""
    text = text_of("gifts")
    keep = "    keep:\n      - in: [salgskompass.enquiries]"
    for old, new in (
        ("\nsystems:\n", f"\nsystems:{POST}"),
        ("\nevents:\n", f"\nevents:{EVENT}"),
        ("\n  version: 3\n", "\n  version: 4\n"),
        (keep, keep.replace("    keep:\n", KEEP)),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text
