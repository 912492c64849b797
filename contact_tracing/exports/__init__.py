"""Line lists and exchange files: rows are made once, streamed, and written in each format."""
