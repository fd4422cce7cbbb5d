"""Fjellvar Mobil AS: a mobile operator. A declaration, and systems to try it on."""
