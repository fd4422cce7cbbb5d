"""Assignments: what is done with other companies' address files on their instruction, from agreement to certificate.

Files lie here sealed, each under a key that the assignment's own key seals: destroy that, and every copy is noise."""
