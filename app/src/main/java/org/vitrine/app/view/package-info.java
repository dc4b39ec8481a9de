/** The windows: nodes and style sheets, bound to view-models. JavaFX thread only. */
package org.vitrine.app.view;
