/** Still pictures of a screen as files. */
package org.vitrine.engine.picture;
