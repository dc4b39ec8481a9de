/** The command line. Nothing here loads JavaFX, except the command that opens the window. */
package org.vitrine.app.cli;
