/** The machines on disk: found, made, changed, started, thrown away. No JavaFX. */
package org.vitrine.app.model.library;
