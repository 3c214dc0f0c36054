"""Code for one Keras backend, and uses of private names of other packages."""
