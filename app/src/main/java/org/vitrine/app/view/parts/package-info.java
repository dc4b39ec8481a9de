/** Widgets that several places use. */
package org.vitrine.app.view.parts;
