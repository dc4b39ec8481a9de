/** The place where one begins: all machines. */
package org.vitrine.app.view.library;
