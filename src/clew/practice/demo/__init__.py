"""The demonstration practice: fictional people, loaded through the same actions as real work."""
