/** Vitrine's own icons: SVG, no code. */
open module org.vitrine.icons {}
