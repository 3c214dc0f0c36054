"""Lists to `tf.data` batches: buckets, fields, encoding, pipelines and streaming."""
