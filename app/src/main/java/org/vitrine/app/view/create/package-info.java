/** Sheets that make a machine, of a file or of another machine; and the one for a new name, which is the same as the latter. */
package org.vitrine.app.view.create;
