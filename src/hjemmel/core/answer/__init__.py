"""What a person is answered: which rows are theirs, why we hold each datum, and the letter that says so.

`theirs` selects, `reason` tells the grounds of a row, `told` sums up what a letter of access says, `letters` writes, `files` lays
down what goes with the letter. Pure: rows come from `engine/package.py`, and PDF is made in `press`."""
