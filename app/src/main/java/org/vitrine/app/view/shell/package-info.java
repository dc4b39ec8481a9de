/** The windowed application, its windows, and the way between their places. */
package org.vitrine.app.view.shell;
