/** Images without a format, and the file node that all formats stand on. */
package org.vitrine.engine.image.raw;
