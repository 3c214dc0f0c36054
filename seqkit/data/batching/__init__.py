"""Turn rows into `tf.data` batches: encode, bucket, pad, shuffle and stream them."""
