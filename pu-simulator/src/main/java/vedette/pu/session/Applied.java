package vedette.pu.session;

/** What a viewer gets after a modification: pixels, frames per second, kbit/s. */
record Applied(int width, int height, int fps, int kbps, boolean paused) {}
