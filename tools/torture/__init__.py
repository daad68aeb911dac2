"""Kill, starve and unplug the whole program at every change it makes to a disk, and count what the user loses."""
