"""Code that depends on the Keras backend by name, or works around one."""
