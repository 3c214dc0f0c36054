"""Example programs: each file trains, evaluates and exports one kind of model."""
