/** The look: themes and style sheets, one sheet a place. */
package org.vitrine.app.view.style;
