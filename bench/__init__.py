"""Every figure that README quotes: `make bench`, one line of JSON for each."""
