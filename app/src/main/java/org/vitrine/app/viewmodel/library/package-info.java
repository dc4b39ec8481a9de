/** What the library shows and does. */
package org.vitrine.app.viewmodel.library;
