/** A running machine's screen in small, for lists. */
package org.vitrine.app.model.screen;
