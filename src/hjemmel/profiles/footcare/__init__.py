"""Lestbakken Fottøy AS: footwear and shoe care for shops and workplaces. A declaration, and systems to try it on."""
