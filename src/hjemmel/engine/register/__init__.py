"""Hjemmel's own register as a system among the others: which columns are sealed, and a connector that opens them.

Where the rows lie is behind the port `RegisterRows`; no Django, and no SQL, belongs here."""
