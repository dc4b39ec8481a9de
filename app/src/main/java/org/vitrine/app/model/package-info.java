/** What the application knows and does: hosts, media, machines and their processes. No JavaFX. */
package org.vitrine.app.model;
