"""Kvitberg Elektrogruppe AS: electrical contractor. A declaration, and systems to try it on."""
