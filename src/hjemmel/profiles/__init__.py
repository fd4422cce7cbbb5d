"""Five complete example companies. Each folder holds a `hjemmel.yaml` and its demo's data generator."""
