"""Merkevarden Profil og Gave AS: promotional gifts to companies. A declaration, and systems to try it on."""
