/** A machine's screen, with what one does while one looks at it. */
package org.vitrine.app.view.console;
