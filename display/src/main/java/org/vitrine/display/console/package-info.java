/** The console: a guest's screen as a JavaFX node. Only this package of the module loads JavaFX. */
package org.vitrine.display.console;
