/**
 * The display link: how a viewer in another process sees a guest's screen. No pixel travels on a socket.
 *
 * <h2>Protocol, version 1</h2>
 *
 * <p>The VM process listens on {@code display.sock} in its runtime directory, a Unix socket of type SOCK_SEQPACKET and
 * mode 0600; a peer of another user is turned away. Numbers are little-endian. Any number of viewers, up to
 * {@link org.vitrine.display.link.DisplayServer#MAX_VIEWERS}.
 *
 * <p>Server to viewer:
 *
 * <ol>
 *   <li>On connect, one message of 8 bytes: {@code u32} magic 0x56545244, {@code u32} version. It carries three
 *       descriptors (SCM_RIGHTS), all memfds sealed with F_SEAL_SHRINK, so that neither side can fault the other: the
 *       header (4 KiB, this viewer's own, read and write), the VRAM (read-only), the surface (read-only).
 *   <li>From then on wakes: one byte, 1, sent when there is damage or a new geometry and no wake is outstanding.
 * </ol>
 *
 * <p>Viewer to server: one byte, 1 for "somebody looks" and 0 for "nobody looks". A viewer begins as one at whom nobody
 * looks: it gets no wakes and costs nothing. Anything else ends the connection. Closing the socket detaches.
 *
 * <p>{@link org.vitrine.display.link.DisplayHeader} gives the header's layout. The viewer, once woken:
 *
 * <ol>
 *   <li>sets {@code wake} to 0,
 *   <li>reads the geometry under its seqlock; a new generation means that everything is damaged,
 *   <li>takes the damaged rows, clearing them,
 *   <li>copies these rows out of VRAM or surface and draws them.
 * </ol>
 *
 * <p>The server publishes a geometry, adds damage, then tests and sets {@code wake}: in this order nothing is ever
 * missed. A slow viewer simply finds more rows the next time. What stands in VRAM may change while it is read; the rows
 * are then damaged again.
 *
 * <p>Neither side trusts the other: a viewer checks sizes, seals and geometry
 * ({@link org.vitrine.display.link.Geometry#fits}), and the server reads nothing of the header but {@code wake} and the
 * damage bits, by which a viewer can only hurt itself.
 */
package org.vitrine.display.link;
