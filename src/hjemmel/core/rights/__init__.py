"""What a person may ask for (Art. 15-22, 7(3)), and what it brings: facts first, then a plan made of them.

A right needs no machinery of its own. `brings` says which facts an ask lets stand; the plan is then what a sweep
would do with these facts, narrowed to the person's own rows."""
