package org.vitrine.engine.device;

/**
 * One still picture.
 *
 * @param width pixels, at least 1
 * @param height pixels, at least 1
 * @param xrgb {@code width * height} pixels, row by row from the top, each 0x00RRGGBB; belongs to the caller
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of pixels: nobody compares two.
public record Frame(int width, int height, int[] xrgb) {}
