/** What the windows show and do, without a window: tested without a screen. Of JavaFX only its properties. */
package org.vitrine.app.viewmodel;
