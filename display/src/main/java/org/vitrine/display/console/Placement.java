package org.vitrine.display.console;

/**
 * Where a picture stands in its room. All lengths are in pixels of the screen, not of JavaFX, so that a guest pixel can
 * be exactly one of them.
 *
 * @param x left edge; negative only if the room is smaller than one pixel
 * @param y upper edge
 * @param width at least 1
 * @param height at least 1
 * @param multiple by which each pixel is enlarged; 0 if the scale is no whole number and the picture is smoothed
 */
record Placement(int x, int y, int width, int height, int multiple) {
    /** Centres a picture of at least 1×1 pixels in a room of any size. */
    static Placement of(int roomWidth, int roomHeight, int pictureWidth, int pictureHeight, ScaleMode mode) {
        int multiple = Math.min(roomWidth / pictureWidth, roomHeight / pictureHeight);
        boolean fits = multiple >= 1;
        boolean exact = fits && (multiple * pictureWidth == roomWidth || multiple * pictureHeight == roomHeight);
        if (fits && (mode == ScaleMode.SHARP || exact)) {
            return centred(roomWidth, roomHeight, multiple * pictureWidth, multiple * pictureHeight, multiple);
        }
        // Compared as products, so that no fraction is lost.
        boolean wide = (long) roomWidth * pictureHeight <= (long) roomHeight * pictureWidth;
        int width = wide ? roomWidth : (int) ((long) roomHeight * pictureWidth / pictureHeight);
        int height = wide ? (int) ((long) roomWidth * pictureHeight / pictureWidth) : roomHeight;
        return centred(roomWidth, roomHeight, Math.max(1, width), Math.max(1, height), 0);
    }

    private static Placement centred(int roomWidth, int roomHeight, int width, int height, int multiple) {
        return new Placement(
                Math.floorDiv(roomWidth - width, 2), Math.floorDiv(roomHeight - height, 2), width, height, multiple);
    }

    boolean isSmooth() {
        return multiple == 0;
    }
}
