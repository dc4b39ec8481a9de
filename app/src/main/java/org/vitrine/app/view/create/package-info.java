/** The sheet for a new machine. */
package org.vitrine.app.view.create;
