/** Preferences, and what explains the application. */
package org.vitrine.app.view.settings;
