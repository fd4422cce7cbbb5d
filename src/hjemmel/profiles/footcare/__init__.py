"""Lestbakken Fottøy AS: footwear and shoe care. A declaration, and systems to try it on."""
