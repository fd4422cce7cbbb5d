"""Lyngmark Trykk og Utsending AS: print and direct mail. A declaration, and systems to try it on."""
