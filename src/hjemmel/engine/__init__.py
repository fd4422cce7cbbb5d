"""Makes plans happen: runner, witness, probes. Knows connectors and the core, never Django."""
