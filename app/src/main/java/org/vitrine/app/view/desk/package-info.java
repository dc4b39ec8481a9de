/** What every place and window shares: the desk that they work at, the way between them, and files that are asked for. */
package org.vitrine.app.view.desk;
