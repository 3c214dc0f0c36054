"""Ready recipes: each trains, evaluates and exports one kind of model."""
